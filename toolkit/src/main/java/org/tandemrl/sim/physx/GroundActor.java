package org.tandemrl.sim.physx;

import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import physx.PxTopLevelFunctions;
import physx.common.PxBase;
import physx.cooking.PxCookingParams;
import physx.cooking.PxTriangleMeshDesc;
import physx.geometry.PxGeometry;
import physx.geometry.PxHeightFieldDesc;
import physx.geometry.PxHeightFieldFormatEnum;
import physx.geometry.PxHeightFieldGeometry;
import physx.geometry.PxMeshGeometryFlags;
import physx.geometry.PxPlaneGeometry;
import physx.geometry.PxTriangleMeshGeometry;
import physx.physics.PxCombineModeEnum;
import physx.physics.PxMaterial;
import physx.physics.PxRigidStatic;
import physx.physics.PxScene;
import physx.physics.PxShapeFlagEnum;
import physx.physics.PxShapeFlags;
import physx.support.PxArray_PxHeightFieldSample;
import physx.support.PxArray_PxU32;
import physx.support.PxArray_PxVec3;

/** The ground in a scene. */
final class GroundActor {
    /** Heights are 16-bit numbers in PhysX. */
    private static final int MOST = 32767;

    private final PxScene scene;
    private final PxRigidStatic actor;
    private final PxMaterial material;
    /** What the geometry stands on, or null. */
    private PxBase data;

    GroundActor(Physx physx, PhysxGround ground, PhysxSettings settings, PxScene scene) {
        this.scene = scene;
        material = physx.physics.createMaterial(1, 1, 0);
        material.setFrictionCombineMode(PxCombineModeEnum.eMULTIPLY);
        var pose = switch (ground) {
            // A plane of PhysX looks along x.
            case PhysxGround.Plane plane -> new Transform(0, 0, 0, 0, 0, Math.sqrt(0.5), Math.sqrt(0.5));
            case PhysxGround.HeightField field -> Frames.at(field.originX(), 0, field.originZ());
            case PhysxGround.Mesh mesh -> Transform.IDENTITY;
        };
        var made = new PxRigidStatic[1];
        Native.pose(pose, p -> made[0] = physx.physics.createRigidStatic(p));
        actor = made[0];
        var geometry = geometry(physx, ground);
        var flags = new PxShapeFlags((byte) PxShapeFlagEnum.eSIMULATION_SHAPE.value);
        var shape = physx.physics.createShape(geometry, material, true, flags);
        flags.destroy();
        geometry.destroy();
        shape.setContactOffset((float) settings.contactOffset());
        shape.setRestOffset(0);
        Articulation.filter(shape, Articulation.Filter.GROUND, Articulation.Filter.ROBOT);
        actor.attachShape(shape);
        shape.release();
        scene.addActor(actor);
    }

    private PxGeometry geometry(Physx physx, PhysxGround ground) {
        return switch (ground) {
            case PhysxGround.Plane plane -> new PxPlaneGeometry();
            case PhysxGround.HeightField field -> heights(field);
            case PhysxGround.Mesh mesh -> triangles(physx, mesh);
        };
    }

    private PxGeometry heights(PhysxGround.HeightField field) {
        int rows = field.heights().length;
        int columns = field.heights()[0].length;
        double step = field.largest() / MOST;
        var samples = new PxArray_PxHeightFieldSample(rows * columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                samples.get(r * columns + c).setHeight((short) Math.round(field.heights()[r][c] / step));
            }
        }
        var description = new PxHeightFieldDesc();
        description.setFormat(PxHeightFieldFormatEnum.eS16_TM);
        description.setNbRows(rows);
        description.setNbColumns(columns);
        description.getSamples().setStride(4);
        description.getSamples().setData(samples.begin());
        var made = PxTopLevelFunctions.CreateHeightField(description);
        description.destroy();
        samples.destroy();
        data = made;
        var flags = meshFlags();
        var geometry =
                new PxHeightFieldGeometry(made, flags, (float) step, (float) field.spacing(), (float) field.spacing());
        flags.destroy();
        return geometry;
    }

    private static PxMeshGeometryFlags meshFlags() {
        return new PxMeshGeometryFlags((byte) 0);
    }

    private PxGeometry triangles(Physx physx, PhysxGround.Mesh mesh) {
        var points = new PxArray_PxVec3();
        for (int i = 0; i < mesh.vertices().length; i += 3) {
            Native.vector(mesh.vertices()[i], mesh.vertices()[i + 1], mesh.vertices()[i + 2], points::pushBack);
        }
        var indices = new PxArray_PxU32();
        for (int i : mesh.triangles()) {
            indices.pushBack(i);
        }
        var description = new PxTriangleMeshDesc();
        description.getPoints().setCount(mesh.vertices().length / 3);
        description.getPoints().setStride(3 * Float.BYTES);
        description.getPoints().setData(points.begin());
        description.getTriangles().setCount(mesh.triangles().length / 3);
        description.getTriangles().setStride(3 * Integer.BYTES);
        description.getTriangles().setData(indices.begin());
        var cooking = new PxCookingParams(physx.scale());
        var made = PxTopLevelFunctions.CreateTriangleMesh(cooking, description);
        cooking.destroy();
        description.destroy();
        indices.destroy();
        points.destroy();
        data = made;
        return new PxTriangleMeshGeometry(made);
    }

    void close() {
        scene.removeActor(actor);
        actor.release();
        if (data != null) {
            data.release();
        }
        material.release();
    }
}
