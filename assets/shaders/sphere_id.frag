// Which sphere a pixel shows and how deep: ray against sphere, exact at any distance. Nothing but that, because
// a packing is many spheres deep and all but the nearest of a pixel's fragments are in vain.
uniform mat4 u_projection;
uniform vec4 u_cut;
varying vec4 v_ray;
varying vec2 v_sphere;
varying vec3 v_id;

void main() {
    float range = v_sphere.x, radius = v_sphere.y;
    // The quad stands across the line of sight to the centre, so Pythagoras gives all lengths.
    float off = dot(v_ray.xy, v_ray.xy);
    float stretch = 1.0 + off / (range * range);      // (length of the ray to the quad / range) squared
    float square = radius * radius - off / stretch;
    if (square < 0.0) discard;
    float half_chord = sqrt(square);
    float shorter = inversesqrt(stretch);
    float along = range * shorter;
    float t = along - half_chord;
    float unit = shorter / range;                     // 1 / length of the ray to the quad
    float bias = 0.0;
#ifdef CUT
    float approach = v_ray.w * unit;
    float cut = approach * t + u_cut.w;
    if (cut > 0.0) {
        if (approach >= 0.0) discard;
        t -= cut / approach;
        if (t > along + half_chord) discard;
        // Of two overlapping discs the one whose sphere reaches deeper shows: a clean line between them.
        float aside = t - along;
        bias = 1e-3 * (square - aside * aside) / radius;
    }
#endif
    if (t <= 0.0) discard;
    float z = v_ray.z * unit * t - bias;
    gl_FragDepth = 0.5 - 0.5 * (u_projection[2][2] + u_projection[3][2] / z);
    gl_FragColor = vec4(v_id / 255.0, 1.0);
}
